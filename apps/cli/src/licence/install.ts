import { Installations, LicenceModule } from '@tenantry/licence';
import { withServices } from '../application';
import type { Command } from '../command';
import { account, difference } from './account';
import { documentIn, inFile } from './files';

export const command: Command = {
  usage: '[FILE]',
  about: 'Puts a licence in force, and tells what it changes. Without FILE it reads standard input.',
  options: { 'dry-run': { type: 'boolean', help: 'tells it and changes nothing' } },
  words: 1,
  notes: 'What tenants were allocated beyond a smaller licence stays theirs; they get no more of it.',
  async run(given, [name]) {
    const document = await documentIn(name);
    return withServices([LicenceModule], async (services, who) => {
      const installations = services.get(Installations);
      const preview = await inFile(name, installations.preview(document));
      console.log(`${account(preview.after, new Date())}\n\n${difference(preview)}\n`);
      if (given.on('dry-run')) {
        console.log('Nothing was changed.');
        return 0;
      }
      await installations.install(document, preview.digest, who);
      console.log('It is in force.');
      return 0;
    });
  },
};
