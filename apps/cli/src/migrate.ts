import { migrate } from '@tenantry/database';
import type { Command } from './command';
import { settings } from './settings';

export const command: Command = {
  usage: '',
  about: 'Brings the database of DATABASE_URL to the newest version. Run again it does nothing.',
  options: {},
  async run() {
    const ran = await migrate(settings.databaseUrl);
    console.log(ran.length > 0 ? `Ran ${ran.join(', ')}.` : 'The database is at the newest version.');
    return 0;
  },
};
