/** A plain table with a caption, for tens of rows; it scrolls within itself when it is too wide. */
import type { ComponentChildren, JSX } from 'preact';

export interface Column<Row> {
  name: string;
  cell: (row: Row) => ComponentChildren;
  /** Numbers are set to the right. */
  isNumber?: boolean;
}

export interface TableProps<Row> {
  caption: string;
  /** The caption is read but not seen, where a heading above says the same. */
  hideCaption?: boolean;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
  /** Instead of rows when there are none. */
  none?: ComponentChildren;
}

/** The first column names its row. */
export function Table<Row>(props: TableProps<Row>): JSX.Element {
  const { caption, hideCaption = false, columns, rows, keyOf, none = 'Nothing yet.' } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section class="scroller" tabIndex={0} aria-label={caption}>
      <table>
        <caption class={hideCaption ? 'hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, isNumber }) => (
              <th key={name} scope="col" class={isNumber ? 'figure' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ name, cell, isNumber }, index) =>
                index === 0 ? (
                  <th key={name} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={name} class={isNumber ? 'figure' : undefined}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
          {rows.length === 0 && (
            <tr>
              <td colSpan={columns.length} class="soft">
                {none}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}
