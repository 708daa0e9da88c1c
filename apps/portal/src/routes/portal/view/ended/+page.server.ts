import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals: { who }, url }) => ({
  stopped: url.searchParams.has('stopped'),
  me: who && !who.viewing ? who.name : null,
});
