import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RecoveryCode, SecondFactor } from './second-factor.entity';
import { SecondFactors } from './second-factors.service';

@Module({
  imports: [TypeOrmModule.forFeature([SecondFactor, RecoveryCode])],
  providers: [SecondFactors],
  exports: [SecondFactors],
})
export class SecondFactorsModule {}
