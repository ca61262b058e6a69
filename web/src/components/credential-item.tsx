import type { Credential } from '../../../src/contracts/credentials.ts';
import { countdown, credentialLabel, credentialMark } from '../lib/credential-words.ts';
import { bareAddress } from '../lib/links.ts';
import { safeLink } from '../lib/setup.ts';
import { OutLink } from './out-link.tsx';
import { StatusMark, StatusText } from './status-mark.tsx';
import { Ago, Clock, Exact } from './time.tsx';

/** What is known of a credential: how it fares, how long it lasts, what it may do. Never its value. */
export function CredentialItem({ credential }: { readonly credential: Credential }) {
  const { id, title, variable, state, words, rejected_since, expires_at } = credential;
  const mark = credentialMark(credential);
  const { text, isUrgent } = countdown(credential);
  return (
    <li
      data-credential={id}
      data-state={state}
      className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-3 border-t border-hairline px-4 py-3.5 first:border-t-0"
    >
      <span className="mt-0.5">
        <StatusMark status={mark} />
      </span>
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
          <h3 className="text-14 font-semibold">{title}</h3>
          <code className="font-mono text-12 text-muted">{variable ?? id}</code>
          <p className="flex flex-wrap items-baseline gap-x-3 text-13 sm:ml-auto">
            <span>
              <StatusText status={mark}>{credentialLabel(state)}</StatusText>
              {rejected_since !== null && (
                <span className="text-muted">
                  {' '}
                  since <Clock at={rejected_since} />
                </span>
              )}
            </span>
            {text !== null && (
              <span data-countdown className={isUrgent ? 'font-semibold' : ''}>
                {text}
              </span>
            )}
          </p>
        </div>
        <p className="mt-1 text-14">{words}</p>
        <OverPrivileged credential={credential} />
        <Facts credential={credential} />
        {expires_at !== null && (
          <p className="sr-only">
            Expires <Exact at={expires_at} />
          </p>
        )}
      </div>
    </li>
  );
}

function OverPrivileged({ credential }: { readonly credential: Credential }) {
  const { over_privileged, advice, mint_url, least_scope } = credential;
  const link = safeLink(mint_url);
  if (over_privileged === null && advice === null) return null;
  const isScopeNew = least_scope !== null && advice?.includes(least_scope) !== true;
  return (
    <div className="mt-2 max-w-[80ch] rounded-card border border-hairline bg-page px-3 py-2 text-13">
      {over_privileged !== null && (
        <p>
          <span className="font-medium">It may do more than looking needs.</span> {over_privileged}
        </p>
      )}
      {advice !== null && <p className={over_privileged === null ? '' : 'mt-1'}>{advice}</p>}
      {(link !== null || isScopeNew) && (
        <p className="mt-1 text-muted">
          {link !== null && (
            <>
              Make it at <OutLink url={link}>{bareAddress(link)}</OutLink>.{' '}
            </>
          )}
          {isScopeNew && <>Least scope: {least_scope}</>}
        </p>
      )}
    </div>
  );
}

function Facts({ credential }: { readonly credential: Credential }) {
  const { variable, kind, owner, scope, last_worked_at, checked_at, expires_at, monitors, provider } =
    credential;
  const others = monitors.filter((name) => name !== provider);
  return (
    <dl className="mt-2.5 grid grid-cols-[repeat(auto-fill,minmax(136px,1fr))] gap-x-6 gap-y-2 text-13">
      {kind !== null && kind !== '' && <Cell label="Kind">{kind}</Cell>}
      {owner !== null && <Cell label="Owner">{owner}</Cell>}
      {scope !== null && <Cell label="Scope">{scope}</Cell>}
      {expires_at !== null && (
        <Cell label="Expires">
          <Clock at={expires_at} />
        </Cell>
      )}
      {last_worked_at !== null && (
        <Cell label="Last worked">
          <Ago at={last_worked_at} />
        </Cell>
      )}
      {checked_at !== null && (
        <Cell label="Checked">
          <Ago at={checked_at} />
        </Cell>
      )}
      {variable === null && <Cell label="Set in">kora.yaml</Cell>}
      {others.length > 0 && <Cell label="Used by">{monitors.join(', ')}</Cell>}
    </dl>
  );
}

function Cell({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-12 text-muted">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
