import { catalogue } from './catalogue';
import type { Catalogue, Mask } from './catalogue';

export const baseRoles = ['admin', 'supervisor', 'agent', 'member'] as const;
export type BaseRole = (typeof baseRoles)[number];

export const isBaseRole = (text: string): text is BaseRole => (baseRoles as readonly string[]).includes(text);

/** A section stands for everything in it. */
const supervisorMayNot = [
  'agent.manage',
  'agent.roles',
  'integration',
  'settings',
  'subscription.contacts_edit',
  'subscription.request_refill',
  'help_center.portal_domain',
];
const agentMay = [
  'conversation.view_unassigned',
  'conversation.view_own',
  'conversation.reply',
  'conversation.transfer',
  'conversation.close',
  'contact.view',
  'contact.edit',
  'contact.companies',
  'help_center.read',
  'channel',
  'audio_video.audio',
  'audio_video.video',
  'workflow.view',
  'workflow.run',
  'automation.macros',
  'canned_message',
  'ai.agent',
  'ai.copilot',
  'log.operation',
  'subscription.view',
];
/** Members look on. */
const memberMay = [
  'conversation.view_all',
  'conversation.view_unassigned',
  'conversation.view_own',
  'contact.view',
  'contact.companies',
  'help_center.read',
  'workflow.view',
  'report.conversation',
  'report.agent',
  'report.csat',
  'report.sla',
  'log.operation',
  'subscription.view',
];

/** What each role may do of all that a tenant has. */
export function roleMasks(of: Catalogue): Record<BaseRole, Mask> {
  const all = of.maskOf(of.features.map(({ key }) => key));
  const covering = (names: string[]) =>
    of.maskOf(
      of.features
        .filter(({ key }) => names.includes(key) || names.includes(key.split('.')[0]!))
        .map(({ key }) => key),
    );
  return {
    admin: all,
    supervisor: of.rooted(all & ~covering(supervisorMayNot)),
    agent: of.withParents(covering(agentMay)),
    member: of.withParents(covering(memberMay)),
  };
}

export const builtIn = roleMasks(catalogue);
