import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InstalledLicence, LicencePool } from './licence.entity';
import { Licence } from './licence.service';
import { Pools } from './pools.service';

const offered = [Licence, Pools];

@Module({
  imports: [TypeOrmModule.forFeature([InstalledLicence, LicencePool])],
  providers: offered,
  exports: offered,
})
export class LicenceModule {}
