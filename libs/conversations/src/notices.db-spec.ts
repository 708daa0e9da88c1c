import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { idToBytes } from '@tenantry/kernel';
import { later, Licences } from '../test/licences';

const licences = new Licences();
beforeAll(() => licences.open());
beforeEach(() => licences.begin());
afterAll(() => licences.close());

describe('fewer licences', () => {
  it('reach steps by a removal', async () => {
    await licences.refill(100);
    await licences.use(70);
    await licences.remove(20);
    expect(await licences.mails()).toMatchObject([{ steps: [75, 85], consumed: 70, purchased: 80 }]);
  });

  it('reach steps by an expiry', async () => {
    await licences.refill(10);
    await licences.refill(10, undefined, later(1));
    await licences.use(8);
    expect(await licences.told()).toEqual([]);
    licences.clock.instant = later(1);
    await Promise.all([licences.bed.job.run(), licences.other.job.run()]);
    // Two of the ten that ended were unused.
    expect(await licences.mails()).toMatchObject([]);
    await licences.use(6);
    expect(await licences.mails()).toMatchObject([{ steps: [75], consumed: 14, purchased: 18 }]);
    await licences.refill(20, undefined, later(2));
    licences.clock.instant = later(2);
    await licences.bed.job.run();
    expect((await licences.mails()).slice(1)).toMatchObject([{ steps: [75], consumed: 14, purchased: 18 }]);
  });
});

describe('a disabled tenant', () => {
  it('hears nothing until it is enabled, and then of all in one mail', async () => {
    await licences.refill(20);
    await licences.use(15);
    await licences.disable();
    await licences.use(3);
    await licences.use(1);
    expect(await licences.told()).toEqual([[75]]);
    expect(await licences.claimed()).toEqual(['75/1']);
    await licences.enable();
    expect(await licences.told()).toEqual([[75], [85, 95]]);
    await licences.use(1);
    expect(await licences.told()).toEqual([[75], [85, 95], [100]]);
  });

  it('whose steps were refilled away meanwhile hears nothing of them', async () => {
    await licences.refill(20);
    await licences.disable();
    await licences.use(19);
    await licences.refill(100);
    await licences.enable();
    expect([await licences.told(), await licences.claimed()]).toEqual([[], []]);
  });

  it('is decided once when it is enabled while conversations come in', async () => {
    await licences.refill(20);
    await licences.disable();
    await licences.use(15);
    await Promise.all([
      licences.enable(),
      ...Array.from({ length: 5 }, () => licences.use(1, licences.other)),
    ]);
    expect(await licences.claimed()).toEqual(['75/1', '85/1', '95/1', '100/1']);
    expect((await licences.told()).flat().sort((a, b) => a - b)).toEqual([75, 85, 95, 100]);
  });
});

describe('a mail about steps', () => {
  const admin = (username: string, email: string) => {
    const person = { username, email, firstName: 'A', lastName: 'B' };
    const { database, tenants, users, who } = licences.bed;
    return database.transaction(async () => {
      const tenant = await tenants.byId(licences.tenant.id);
      return users.addFirstAdmin(tenant, person, 'activation_link', who);
    });
  };

  it('goes once to every address of admins, technical and billing, in the language of the person', async () => {
    await admin('lina', 'lina@x.test');
    const { id } = await admin('omar', 'Omar@x.test');
    await licences.bed.database.query("UPDATE users SET language = 'ar' WHERE id = ?", [idToBytes(id)]);
    await licences.bed.database.query("UPDATE tenants SET language = 'de' WHERE id = ?", [
      idToBytes(licences.tenant.id),
    ]);
    const lists = { technical: ['tech@x.test', 'OMAR@x.test'], billing: ['Tech@x.test', 'pay@x.test'] };
    await licences.bed.contacts.edit(licences.tenant.id, lists, licences.bed.who);
    await licences.refill(4);
    await licences.use(3);
    expect((await licences.mails()).map(({ to, language }) => [to.toLowerCase(), language]).sort()).toEqual([
      ['lina@x.test', 'de'],
      ['omar@x.test', 'ar'],
      ['pay@x.test', 'de'],
      ['tech@x.test', 'de'],
    ]);
  });

  it('goes to nobody else when a tenant has no address, and the step is claimed all the same', async () => {
    await licences.bed.contacts.edit(licences.tenant.id, { technical: [], billing: [] }, licences.bed.who);
    await licences.refill(4);
    await licences.use(3);
    expect([await licences.told(), await licences.claimed()]).toEqual([[], ['75/1']]);
  });
});
