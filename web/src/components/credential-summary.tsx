import { Link } from 'wouter';
import type { Credential } from '../../../src/contracts/credentials.ts';
import { countdown, credentialLabel, credentialMark } from '../lib/credential-words.ts';
import { StatusMark, StatusText } from './status-mark.tsx';

/** The health of the credentials of a provider, in short. */
export function CredentialSummary({ credentials }: { readonly credentials: readonly Credential[] }) {
  return (
    <>
      <ul>
        {credentials.map((credential) => (
          <Item key={credential.id} credential={credential} />
        ))}
      </ul>
      <p className="mt-2 text-13">
        <Link href="/credentials" className="text-accent underline-offset-2 hover:underline">
          All credentials
        </Link>
      </p>
    </>
  );
}

function Item({ credential }: { readonly credential: Credential }) {
  const { id, state, words, variable, over_privileged } = credential;
  const { text, isUrgent } = countdown(credential);
  const mark = credentialMark(credential);
  return (
    <li
      data-credential={id}
      className="border-t border-hairline py-2 text-13 [overflow-wrap:anywhere] first:border-t-0 first:pt-0"
    >
      <p className="flex items-start gap-2">
        <span className="mt-[3px]">
          <StatusMark status={mark} size={14} />
        </span>
        <span className="min-w-0">
          <StatusText status={mark}>{credentialLabel(state)}</StatusText>
          {text !== null && (
            <span className={isUrgent ? 'font-semibold' : 'text-muted'}>, {text.toLowerCase()}</span>
          )}
        </span>
      </p>
      <div className="pl-[22px]">
        <code className="font-mono text-12 text-muted">{variable ?? id}</code>
        {state !== 'working' && <p className="mt-0.5">{words}</p>}
        {over_privileged !== null && <p className="mt-0.5">It may do more than looking needs.</p>}
      </div>
    </li>
  );
}
