import { Injectable } from '@nestjs/common';
import { Platform } from '@tenantry/kernel';
import { createTransport } from 'nodemailer';
import { bareAddress, senderOf } from './address';
import type { Rendered } from './render';
import { Pace } from './pace';

const SECOND = 1_000;

export interface Letterhead extends Rendered {
  to: string;
  messageId: string;
}

/** Hands mails to the mail server, and tells whether there is one. */
@Injectable()
export class Postman {
  private readonly sender;
  private readonly transport;

  constructor(
    platform: Platform,
    private readonly pace: Pace,
  ) {
    this.sender = senderOf(platform.mailFrom);
    this.transport = createTransport({
      url: platform.smtpUrl,
      pool: true,
      maxConnections: pace.parallel,
      maxRequeues: 2,
      connectionTimeout: 10 * SECOND,
      greetingTimeout: 10 * SECOND,
      socketTimeout: 30 * SECOND,
      dnsTimeout: 5 * SECOND,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  /** Resolves only when the server took the mail; rejects with what nodemailer says. */
  async deliver({ to, messageId, subject, html, text }: Letterhead): Promise<void> {
    const address = bareAddress(to);
    await this.transport.sendMail({
      from: { name: this.sender.name, address: this.sender.address },
      to: { name: '', address },
      envelope: { from: this.sender.address, to: [address] },
      messageId,
      subject,
      html,
      text,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      signal: AbortSignal.timeout(this.pace.patience),
    } as Parameters<typeof this.transport.sendMail>[0]);
  }

  async isServerUsable(): Promise<boolean> {
    try {
      return await this.transport.verify();
    } catch {
      return false;
    }
  }

  close(): void {
    this.transport.close();
  }
}
