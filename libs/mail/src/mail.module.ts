import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Letters } from './letters.service';
import { MailSender } from './mail.sender';
import { OutboxMail } from './outbox.entity';
import { Outbox } from './outbox.service';
import { Checkpoint, Pace } from './pace';
import { Postman } from './postman';
import { MailQueue } from './queue.service';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([OutboxMail])],
  providers: [Outbox, Letters, MailQueue, Postman, MailSender, Pace, Checkpoint],
  exports: [Outbox, Letters],
})
export class MailModule {}
