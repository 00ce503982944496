/** A release to approve: what is filed and will be shared, by folder. */
import type { JSX } from 'preact';
import { Panel } from '../kit/page.tsx';
import { Table } from '../kit/table.tsx';
import { fileSize } from '../words/times.ts';
import { count, fileName, inWords, sentence } from '../words/words.ts';
import type { Manifest } from './checkpoint.ts';
import { QualityPanel } from './quality-panel.tsx';

type File = Manifest['files'][number];

export function ReleaseView({
  manifest: { files },
  workflow,
}: {
  manifest: Manifest;
  workflow: string;
}): JSX.Element {
  const folders = [...Map.groupBy(files, ({ folder }) => folder)];
  return (
    <>
      <p class="lead">
        {count(files.length, 'file')} to release. After approval every learner gets a link to their
        own deck and to the videos.
      </p>
      <QualityPanel workflow={workflow} />
      {folders.map(([folder, inside]) => (
        <Panel key={folder} title={sentence(inWords(folder))}>
          <Table
            caption={`Files in ${folder}`}
            hideCaption
            rows={inside}
            keyOf={({ name, type }) => `${type} ${name}`}
            columns={[
              { name: 'File', cell: fileCell },
              { name: 'Kind', cell: ({ type }) => sentence(inWords(type)) },
              { name: 'Version', isNumber: true, cell: ({ version }) => version },
              { name: 'Size', isNumber: true, cell: ({ bytes }) => fileSize(bytes) },
            ]}
          />
        </Panel>
      ))}
    </>
  );
}

/** Only links a browser can open lead anywhere. */
function fileCell({ name, link }: File): JSX.Element | string {
  if (!/^https?:\/\/|^\/(?!\/)/.test(link.url)) return fileName(name);
  return (
    <a href={link.url} target="_blank" rel="noreferrer">
      {fileName(name)}
    </a>
  );
}
