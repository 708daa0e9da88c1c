import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChangesModule } from '@tenantry/changes';
import { Installations } from './installations.service';
import { InstalledLicence, LicencePool } from './licence.entity';
import { LicenceRouter } from './licence.router';
import { Licence } from './licence.service';
import { Pools } from './pools.service';

const offered = [Licence, Pools, Installations, LicenceRouter];

@Module({
  imports: [ChangesModule, TypeOrmModule.forFeature([InstalledLicence, LicencePool])],
  providers: offered,
  exports: offered,
})
export class LicenceModule {}
