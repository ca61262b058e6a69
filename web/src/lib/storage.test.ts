import { expect, test } from 'vitest';
import type { Storage, StorageNotice } from '../../../src/contracts/storage.ts';
import { noticeKey, shownNotices, storageTrouble } from './storage.ts';

const storage: Storage = {
  kind: 'sqlite',
  state: 'failing',
  since: '2026-11-23T14:00:00.000Z',
  problem: 'The disk is full. Make room.',
  held_beats: 1_240,
  lost_beats: 1,
  notices: [],
};

test('a failing store says what is wrong, what goes on, what is held and what is lost', () => {
  expect(storageTrouble(storage)).toEqual({
    title: 'Kora cannot write down what it sees.',
    problem: 'The disk is full. Make room.',
    notes: [
      'Looking, alerting and this page go on from memory.',
      '1,240 looks are held, to be written when the store is back.',
      '1 look is lost for want of room.',
    ],
  });
  expect(storageTrouble({ ...storage, held_beats: 0, lost_beats: 0 })?.notes).toHaveLength(1);
  expect(storageTrouble({ ...storage, state: 'opening' })?.title).toBe('Kora is opening its store.');
  expect(storageTrouble({ ...storage, state: 'ok' })).toBeNull();
});

test('notices come by gravity, then the newest first; only news can be put away', () => {
  const notice = (level: StorageNotice['level'], minute: number): StorageNotice => ({
    level,
    text: `${level} ${minute}`,
    at: `2026-11-23T14:0${minute}:00.000Z`,
  });
  const notices = [notice('info', 1), notice('warning', 2), notice('error', 3), notice('error', 4)];
  const all = new Set(notices.map(noticeKey));
  expect(shownNotices(notices, new Set()).map(({ text }) => text)).toEqual([
    'error 4',
    'error 3',
    'warning 2',
    'info 1',
  ]);
  expect(shownNotices(notices, all).map(({ text }) => text)).toEqual(['error 4', 'error 3', 'warning 2']);
});
