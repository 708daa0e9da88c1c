import { expect, it } from '@jest/globals';
import { featureChange } from './features';

const all = [
  { key: 'ai', parent: null },
  { key: 'ai.agent', parent: 'ai' },
  { key: 'ai.copilot', parent: 'ai' },
  { key: 'sla', parent: null },
];

it.each([
  [null, null, [], []],
  [null, ['ai.agent'], [], ['ai.copilot', 'sla']],
  [['ai.agent', 'newer.than_this'], ['ai'], [], ['ai.agent']],
  [['sla'], ['ai.copilot', 'sla'], ['ai', 'ai.copilot'], []],
  [[], null, ['ai', 'ai.agent', 'ai.copilot', 'sla'], []],
])('from %j to %j gains %j and loses %j', (before, after, gained, lost) => {
  expect(featureChange(all, before, after)).toEqual({ gained, lost });
});
