import { Link } from 'wouter';
import { Empty, PageTitle } from '../components/states.tsx';

export function NotFoundPage() {
  return (
    <>
      <PageTitle title="Nothing is here" />
      <Empty title="This address leads nowhere.">
        <p>
          Everything that is watched is on the{' '}
          <Link href="/" className="text-accent underline">
            Overview
          </Link>
          .
        </p>
      </Empty>
    </>
  );
}
