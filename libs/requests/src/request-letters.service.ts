import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { Correspondents } from '@tenantry/accounts';
import { Database } from '@tenantry/database';
import { Letters, Outbox } from '@tenantry/mail';
import { Hosts } from '@tenantry/tenants';
import type { TenantProfile } from '@tenantry/tenants';
import { Request } from './request.entity';

type Asked = Pick<Request, 'id' | 'subject' | 'quantity' | 'reason' | 'requestedBy' | 'requestedById'>;

/** Tells operators that somebody asks, and whoever asked what was decided. */
@Injectable()
export class RequestLetters implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly letters: Letters,
    private readonly hosts: Hosts,
    private readonly correspondents: Correspondents,
  ) {}

  /** Whoever reads of it late need not read of what is decided already. */
  onModuleInit(): void {
    this.letters.register('expansion-requested', {
      wanted: ({ params }) =>
        this.database.read.existsBy(Request, { id: String(params['requestId']), state: 'open' }),
    });
  }

  /** To every operator who may decide; in the running transaction. */
  async opened(request: Asked, tenant: TenantProfile): Promise<void> {
    for (const to of await this.correspondents.deciders())
      await this.outbox.post({
        tenantId: null,
        letter: 'expansion-requested',
        to,
        params: {
          requestId: request.id,
          companyName: tenant.companyName,
          name: request.requestedBy,
          capability: request.subject,
          quantity: request.quantity,
          reason: request.reason,
          address: this.hosts.consoleAddress(),
        },
      });
  }

  /** To whoever asked, if the account is still there. */
  async decided(request: Request, tenant: TenantProfile): Promise<void> {
    const person = await this.correspondents.user(tenant.id, request.requestedById);
    if (!person) return;
    const { name, address, language } = person;
    const envelope = {
      tenantId: tenant.id,
      to: { address, language: language ?? tenant.language, timeZone: tenant.timeZone },
    };
    const params = {
      name,
      companyName: tenant.companyName,
      capability: request.subject,
      quantity: request.quantity,
      note: request.note ?? '–',
      address: await this.hosts.addressOf(tenant.id),
    };
    if (request.state === 'declined')
      await this.outbox.post({ ...envelope, letter: 'expansion-declined', params });
    else
      await this.outbox.post({
        ...envelope,
        letter: request.state === 'approved' ? 'expansion-approved' : 'expansion-partly-approved',
        params: { ...params, granted: request.granted! },
      });
  }
}
