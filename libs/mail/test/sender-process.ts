import 'reflect-metadata';
import { Database, openDataSource } from '@tenantry/database';
import { Checkpoint } from '../src/pace';
import { PostOffice } from './post-office';

/** A sender in a process of its own, which stops at one point and says so, to be killed there. */
class Trap extends Checkpoint {
  override reach(point: string, mailId: string): Promise<void> {
    if (point !== process.env['STOP_AT']) return Promise.resolve();
    process.stdout.write(`${point} ${mailId}\n`);
    return new Promise(() => {});
  }
}

const source = await openDataSource({ url: process.env['DATABASE_URL']!, poolSize: 4 });
new PostOffice(new Database(source), process.env['SMTP_URL']!, {
  pace: { leaseSeconds: Number(process.env['LEASE_SECONDS']) },
  checkpoint: new Trap(),
}).open();
