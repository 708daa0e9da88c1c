export { Candidates } from '../src/candidates.service';
export { Directory } from '../src/directory.service';
export { TenantPages } from '../src/tenant-pages.service';
export { TenantRows } from '../src/tenant-rows.service';
export { TermsOfOld } from '../src/terms-of-old.service';
