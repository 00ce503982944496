/** `/settings`: how the page looks to oneself, who may do what, and how this installation is set up. */
import type { JSX } from 'preact';
import { useRoute } from 'preact-iso';
import { Page } from '../kit/page.tsx';
import { Tabs } from '../kit/tabs.tsx';
import { hasRole } from '../wire/person.ts';
import { Appearance } from './appearance.tsx';
import { GooglePart } from './google-part.tsx';
import { Installation } from './installation.tsx';
import { PeoplePart } from './people-part.tsx';
import { SessionsPart } from './sessions-part.tsx';
import './settings.css';

const PARTS = [
  { part: '', name: 'Appearance', needsAdmin: false },
  { part: 'sessions', name: 'Sessions', needsAdmin: false },
  { part: 'people', name: 'People and roles', needsAdmin: true },
  { part: 'google', name: 'Google Workspace', needsAdmin: true },
  { part: 'installation', name: 'This installation', needsAdmin: true },
] as const;

export default function Settings(): JSX.Element {
  const { params } = useRoute();
  const present = PARTS.find(({ part }) => part === (params.part ?? '')) ?? PARTS[0];
  const shown = PARTS.filter(({ needsAdmin }) => !needsAdmin || hasRole('admin'));
  return (
    <Page title="Settings">
      <Tabs
        label="Settings"
        links={shown.map(({ part, name }) => ({
          href: part === '' ? '/settings' : `/settings/${part}`,
          name,
          isCurrent: part === present.part,
        }))}
      />
      {present.part === '' && <Appearance />}
      {present.part === 'sessions' && <SessionsPart />}
      {present.part === 'people' && <PeoplePart />}
      {present.part === 'google' && <GooglePart />}
      {present.part === 'installation' && <Installation />}
    </Page>
  );
}
