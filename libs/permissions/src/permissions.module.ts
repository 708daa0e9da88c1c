import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChangesModule } from '@tenantry/changes';
import { LicenceModule } from '@tenantry/licence';
import { TenantsModule } from '@tenantry/tenants';
import { Checks } from './checks.service';
import { CompiledRights } from './compiled.service';
import { DefaultProfile } from './default-profile.service';
import {
  PermissionDefault,
  PermissionProfile,
  TenantFeature,
  TenantPermissions,
  TenantRole,
  UserRoleRow,
} from './permission.entity';
import { PermissionsRouter } from './permissions.router';
import { Permissions } from './permissions.service';
import { Previews } from './previews.service';
import { Rights } from './rights.service';
import { RoleAssignments } from './role-assignments.service';
import { RolesRouter } from './roles.router';
import { TenantRoles } from './tenant-roles.service';

const entities = [
  PermissionDefault,
  PermissionProfile,
  TenantFeature,
  TenantPermissions,
  TenantRole,
  UserRoleRow,
];
const inner = [CompiledRights, Previews, RoleAssignments, TenantRoles];
const offered = [Checks, DefaultProfile, Permissions, PermissionsRouter, Rights, RolesRouter];

@Module({
  imports: [TypeOrmModule.forFeature(entities), ChangesModule, LicenceModule, TenantsModule],
  providers: [...inner, ...offered],
  exports: offered,
})
export class PermissionsModule {}
