import { foundation } from './0001-foundation';
import { tenants } from './0002-tenants';
import { accounts } from './0003-accounts';
import { subscriptions } from './0004-subscriptions';
import { ownAccess } from './0005-own-access';
import { changes } from './0006-changes';
import { licence } from './0007-licence';
import { capabilities } from './0008-capabilities';
import { quotas } from './0009-quotas';
import { permissions } from './0010-permissions';
import { requests } from './0011-requests';
import { directory } from './0013-directory';
import { onboarding } from './0014-onboarding';
import { deletion } from './0015-deletion';
import { exports } from './0016-exports';
import { viewAs } from './0017-view-as';
import { life } from './0018-life';
import type { Migration } from './types';

/** In order; a landed one is never edited, the next change is a new one. */
export const migrations: Migration[] = [
  foundation,
  tenants,
  accounts,
  subscriptions,
  ownAccess,
  changes,
  licence,
  capabilities,
  quotas,
  permissions,
  requests,
  directory,
  onboarding,
  deletion,
  exports,
  viewAs,
  life,
];
