import { tenantProcedure } from './procedures';
import { refuse } from './rights';

/** For reads that are no business of a tenant's other members: operators, and admins of the tenant. */
export const staffProcedure = tenantProcedure.use(({ ctx, next }) => {
  if (ctx.principal.kind === 'user' && ctx.principal.role !== 'admin') throw refuse();
  return next();
});
