/** The bar on top of every page: where one can go, and who one is. */
import type { JSX } from 'preact';
import { hasRole, type Role } from '../wire/person.ts';
import { PersonMenu } from './person.tsx';

const NAVIGATION: { path: string; name: string; role?: Role }[] = [
  { path: '/', name: 'Home' },
  { path: '/w', name: 'Workflows' },
  { path: '/inbox', name: 'Inbox' },
  { path: '/bank', name: 'Item bank', role: 'educator' },
  { path: '/quality', name: 'Quality', role: 'educator' },
  { path: '/ops', name: 'Operations', role: 'operator' },
  { path: '/machines/certification', name: 'Charts' },
  { path: '/audit', name: 'Audit', role: 'auditor' },
  { path: '/settings', name: 'Settings' },
];

export function Header({ area }: { area: string }): JSX.Element {
  const links = NAVIGATION.filter(({ role }) => role === undefined || hasRole(role));
  return (
    <header class="top">
      <a class="brand" href="/">
        <img src="/ui/icon.svg" alt="" width={26} height={26} />
        PresGen
      </a>
      <nav aria-label="Main">
        {links.map(({ path, name }) => (
          <a key={path} href={path} aria-current={path === area ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <a class="button new-request" href="/requests/new">
        New request
      </a>
      <PersonMenu />
    </header>
  );
}
