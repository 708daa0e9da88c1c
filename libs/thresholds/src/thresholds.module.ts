import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Audience } from './audience';
import { ThresholdClaim, ThresholdStep } from './threshold.entity';
import { Thresholds } from './thresholds.service';

@Module({
  imports: [TypeOrmModule.forFeature([ThresholdStep, ThresholdClaim])],
  providers: [Audience, Thresholds],
  exports: [Audience, Thresholds],
})
export class ThresholdsModule {}
