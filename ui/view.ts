/** What a view is to the app: something mounted by its path, until another takes its place. */

/** A mounted view; `close` ends its feeds. */
export interface View {
  title: string;
  close?: () => void;
}

/** Changes the path; `silent` keeps the view that is mounted. */
export type Go = (path: string, options?: { replace?: boolean; silent?: boolean }) => void;

/** Fills `main`; asked again when the acting person changes. */
export type Mount = (main: HTMLElement, params: string[], go: Go) => Promise<View>;
