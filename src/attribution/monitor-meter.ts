import type { Reason } from '../contracts/status.ts';
import type { Lane } from '../lib/gate.ts';
import type { Quota } from '../lib/rate-limit.ts';
import type { Secret } from '../lib/secret.ts';
import type { Clock } from '../lib/time.ts';
import type { DocumentedLimit } from '../probes/define-probe.ts';
import type { Meter, RunMeter } from '../probes/meter.ts';
import type { BudgetAccount, SettledRun } from './budget-account.ts';

/** A monitor as its budget needs to know it. */
export interface BudgetedMonitor {
  readonly name: string;
  readonly intervalMs: number;
  readonly documentedLimit: DocumentedLimit | null;
}

/** Where the accounts are kept. */
export interface Books {
  readonly clock: Clock;
  find(key: string): BudgetAccount | null;
  open(key: string, documented: DocumentedLimit | null, isDocumentedHere: boolean): BudgetAccount;
  isEmpty(): boolean;
}

// A class, since there may be ten thousand of them.
/** The meter of one monitor, and what its account lets it do. */
export class MonitorMeter implements Meter {
  readonly monitor: BudgetedMonitor;
  readonly books: Books;
  // Accounts stay, and most monitors ask the same address again and again.
  #found: FoundAccount | null = null;
  #lookedAtTick = Number.NEGATIVE_INFINITY;
  #look: { readonly url: string; readonly credential: Secret | null } | null = null;

  constructor(monitor: BudgetedMonitor, books: Books) {
    this.monitor = monitor;
    this.books = books;
  }

  begin(lane: Lane, credential: Secret | null): RunMeter {
    if (lane === 'fast') this.#lookedAtTick = this.books.clock.tick();
    return new MeteredRun(this, lane, credential);
  }

  /** Of the latest look. Another monitor may have opened it since; null while nobody was told of a quota. */
  account(): BudgetAccount | null {
    return this.#look === null ? null : this.accountOf(this.#look.url, this.#look.credential, false);
  }

  onLook(url: string, credential: Secret | null): void {
    this.#look = { url, credential };
  }

  ownUse() {
    return this.account()?.ownUse() ?? { requests: 0, windowMs: null };
  }

  heldMs(): number {
    return this.account()?.heldMs() ?? 0;
  }

  keptIntervalMs(): number {
    const { intervalMs } = this.monitor;
    return this.account()?.keptIntervalMs(intervalMs) ?? intervalMs;
  }

  pauseMs(): number {
    const { intervalMs } = this.monitor;
    const keptMs = this.keptIntervalMs();
    if (keptMs === intervalMs) return this.heldMs();
    // To the middle between two places on the grid: a look that began a little late must not cost a whole interval.
    const untilTick = this.#lookedAtTick + keptMs - intervalMs / 2;
    return Math.max(this.heldMs(), untilTick - this.books.clock.tick(), 0);
  }

  nextWithinMs(): number {
    const { intervalMs } = this.monitor;
    const heldMs = this.heldMs();
    return Math.max(this.keptIntervalMs(), heldMs === 0 ? 0 : Math.round(heldMs) + intervalMs);
  }

  /** The account of a call; null when there is none yet, and `isNews` does not ask for one. */
  accountOf(url: string, credential: Secret | null, isNews: boolean): BudgetAccount | null {
    const found = this.#found;
    if (found?.url === url && found.credential === credential) return found.account;
    if (!isNews && this.monitor.documentedLimit === null && this.books.isEmpty()) return null;
    const account = this.#findAccount(url, credential, isNews);
    if (account !== null) this.#found = { url, credential, account };
    return account;
  }

  #findAccount(url: string, credential: Secret | null, isNews: boolean): BudgetAccount | null {
    const { books, monitor } = this;
    const { documentedLimit: documented } = monitor;
    if (!URL.canParse(url)) return null;
    const { origin, hostname } = new URL(url);
    const isHere =
      documented?.hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`)) ?? false;
    const key = `${origin} ${credential?.reveal() ?? `of ${monitor.name}`}`;
    return books.find(key) ?? (isNews || isHere ? books.open(key, documented, isHere) : null);
  }
}

interface FoundAccount {
  readonly url: string;
  readonly credential: Secret | null;
  readonly account: BudgetAccount;
}

type Answered = Omit<SettledRun, 'intervalMs'>;

class MeteredRun implements RunMeter {
  readonly #meter: MonitorMeter;
  readonly #lane: Lane;
  readonly #credential: Secret | null;
  /** Sent while their account was not open. */
  #unbooked: string[] = [];
  // Most runs are of monitors without any quota, and need neither.
  #sent: Map<BudgetAccount, number> | null = null;
  #answered: Map<BudgetAccount, Answered> | null = null;
  #lastUrl: string | null = null;
  /** Of the last answer that told something of a quota. */
  #tellingUrl: string | null = null;

  constructor(meter: MonitorMeter, lane: Lane, credential: Secret | null) {
    this.#meter = meter;
    this.#lane = lane;
    this.#credential = credential;
  }

  onSend(url: string): void {
    this.#lastUrl = url;
    const account = this.#accountOf(url, false);
    if (account === null) this.#unbooked.push(url);
    else this.#book(account);
  }

  onAnswer(url: string, { status, quota }: { readonly status: number; readonly quota: Quota | null }): void {
    const refused = status === 429;
    const account = this.#accountOf(url, refused || quota !== null);
    if (account === null) return;
    if (refused || quota !== null) this.#tellingUrl = url;
    if (quota !== null) account.learn(quota);
    this.#note(account, refused, quota);
  }

  waitMs(url: string): number {
    return this.#accountOf(url, false)?.slowWaitMs() ?? 0;
  }

  end(reason: Reason | null): void {
    if (reason === 'rate_limited') this.#noteRefusal();
    const { name, intervalMs } = this.#meter.monitor;
    for (const [account, answered] of this.#answered ?? []) account.settle({ ...answered, intervalMs });
    const lookUrl = this.#tellingUrl ?? this.#lastUrl;
    if (this.#lane === 'slow' || lookUrl === null) return;
    for (const [account, requests] of this.#sent ?? []) account.onLook(name, { intervalMs, requests });
    // Other calls than those of a look may have no quota of their own.
    if (this.#tellingUrl === null) for (const account of this.#answered?.keys() ?? []) account.learn(null);
    this.#meter.onLook(lookUrl, this.#credential);
  }

  // Some say it in another way than by the status 429.
  #noteRefusal(): void {
    if (this.#lastUrl === null) return;
    const answered = [...(this.#answered?.values() ?? [])];
    if (answered.some(({ refused }) => refused)) return;
    const account = this.#accountOf(this.#lastUrl, true);
    if (account !== null) this.#note(account, true, this.#answered?.get(account)?.quota ?? null);
  }

  #note(account: BudgetAccount, refused: boolean, quota: Quota | null): void {
    this.#answered ??= new Map();
    // What the refusal said counts, whatever was answered after it.
    if (this.#answered.get(account)?.refused === true) return;
    const { clock } = this.#meter.books;
    this.#answered.set(account, { refused, quota, atTick: clock.tick(), atMs: clock.nowMs() });
  }

  #accountOf(url: string, isNews: boolean): BudgetAccount | null {
    const account = this.#meter.accountOf(url, this.#credential, isNews);
    if (account !== null && this.#unbooked.length > 0) this.#bookEarlier(account);
    return account;
  }

  // What was sent to other places meanwhile stays unbooked.
  #bookEarlier(account: BudgetAccount): void {
    const earlier = this.#unbooked;
    this.#unbooked = [];
    for (const url of earlier) {
      if (this.#meter.accountOf(url, this.#credential, false) === account) this.#book(account);
      else this.#unbooked.push(url);
    }
  }

  #book(account: BudgetAccount): void {
    account.onSend(this.#lane);
    this.#sent ??= new Map();
    this.#sent.set(account, (this.#sent.get(account) ?? 0) + 1);
  }
}
