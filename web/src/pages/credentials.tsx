import { Link } from 'wouter';
import type { Credential } from '../../../src/contracts/credentials.ts';
import { CredentialItem } from '../components/credential-item.tsx';
import { Empty, LoadError, PageTitle, SkeletonRows } from '../components/states.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { useCredentials } from '../hooks/use-attribution.ts';
import { credentialsSentence, groupCredentials, NEED_TITLES } from '../lib/credential-words.ts';

/** How every credential fares: what needs a person first. */
export function CredentialsPage() {
  const { data, error, refetch } = useCredentials();
  return (
    <>
      <PageTitle title="Credentials" />
      {data !== undefined ? (
        <CredentialsData credentials={data.credentials} />
      ) : error !== null ? (
        <LoadError what="The credentials" error={error} onRetry={refetch} />
      ) : (
        <div className="rounded-card border border-hairline bg-surface">
          <SkeletonRows count={4} heightPx={112} />
        </div>
      )}
    </>
  );
}

function CredentialsData({ credentials }: { readonly credentials: readonly Credential[] }) {
  const groups = groupCredentials(credentials);
  if (groups.every(({ need }) => need === 'missing')) return <NoCredentials isNone={groups.length === 0} />;
  return (
    <>
      <div className="-mt-1 mb-6 max-w-[88ch]">
        <p className="text-16" data-summary>
          {credentialsSentence(credentials)}
        </p>
        <p className="mt-1 text-13 text-muted">Values are never shown here, nor anything made from them.</p>
      </div>
      <div className="flex flex-col gap-8">
        {groups.map(({ need, members }) => (
          <section key={need} aria-labelledby={`need-${need}`}>
            <h2 id={`need-${need}`} className="mb-3 text-13 font-semibold">
              {NEED_TITLES[need]} <span className="ml-1 font-normal text-muted">{members.length}</span>
            </h2>
            <ul className="rounded-card border border-hairline bg-surface">
              {members.map((credential) =>
                need === 'missing' ? (
                  <MissingItem key={credential.id} credential={credential} />
                ) : (
                  <CredentialItem key={credential.id} credential={credential} />
                ),
              )}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

function MissingItem({ credential }: { readonly credential: Credential }) {
  const { id, title, variable, words } = credential;
  return (
    <li
      data-credential={id}
      data-state="missing"
      className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-baseline gap-x-3 border-t border-hairline px-4 py-2.5 first:border-t-0"
    >
      <span className="mt-0.5 self-start">
        <StatusMark status="unknown" />
      </span>
      <span className="flex min-w-0 flex-wrap items-baseline gap-x-3 [overflow-wrap:anywhere]">
        <span className="text-14 font-medium">{title}</span>
        {variable !== null && <code className="font-mono text-12 text-muted">{variable}</code>}
        <span className="w-full text-13 text-muted">{words}</span>
      </span>
      <Link href="/setup" className="text-13 text-accent underline-offset-2 hover:underline">
        Set up<span className="sr-only"> {title}</span>
      </Link>
    </li>
  );
}

function NoCredentials({ isNone }: { readonly isNone: boolean }) {
  return (
    <Empty title={isNone ? 'Nothing here needs a credential.' : 'No credential is set up yet.'}>
      <p>
        This page shows how each of your tokens and keys fares: whether its provider still takes it, whose it
        is, when it expires, and whether it may do more than looking needs.
      </p>
      <p>
        <Link href="/setup" className="text-accent underline underline-offset-2">
          Setup
        </Link>{' '}
        says which variable to set, where to make its value, and with how little permission.
      </p>
    </Empty>
  );
}
