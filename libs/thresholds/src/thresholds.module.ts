import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ThresholdClaim, ThresholdStep } from './threshold.entity';
import { Thresholds } from './thresholds.service';

@Module({
  imports: [TypeOrmModule.forFeature([ThresholdStep, ThresholdClaim])],
  providers: [Thresholds],
  exports: [Thresholds],
})
export class ThresholdsModule {}
