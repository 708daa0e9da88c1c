import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CapabilityBoost, CapabilityDefault, CapabilityState } from './capability.entity';
import { States } from './states.service';

@Module({
  imports: [TypeOrmModule.forFeature([CapabilityBoost, CapabilityDefault, CapabilityState])],
  providers: [States],
  exports: [States],
})
export class CapabilitiesModule {}
