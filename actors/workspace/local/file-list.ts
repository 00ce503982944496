/** Drive's list of files: searched, ordered, and paged so that nothing is shown twice or missed. */
import { project } from './fields.ts';
import { fileOrder } from './file-order.ts';
import { FILE_DEFAULT, toWire } from './file-wire.ts';
import { aliasOf } from './files.ts';
import { compileQuery } from './search-query.ts';
import { json, numberIn, type WireCall } from './wire.ts';

const PAGE_MAX = 1000;

export async function listFiles(call: WireCall): Promise<Response> {
  const q = call.query.get('q') ?? '';
  const search = compileQuery(q, aliasOf);
  const order = fileOrder(call.query.get('orderBy') ?? 'createdTime', q);
  const token = call.query.get('pageToken');
  const isLater = token === null ? () => true : order.after(token);
  const size = numberIn(call, 'pageSize', { fallback: 100, max: PAGE_MAX });
  const found = (await call.context.store.files(search.narrow))
    .filter((file) => search.test(file) && isLater(file))
    .sort(order.compare);
  const page = found.slice(0, size);
  const last = page.at(-1);
  const body = {
    kind: 'drive#fileList',
    incompleteSearch: false,
    files: page.map((file) => toWire(file, call.context)),
    ...(last && found.length > size ? { nextPageToken: order.tokenAfter(last) } : {}),
  };
  const wanted =
    call.query.get('fields') ?? `kind,incompleteSearch,nextPageToken,files(${FILE_DEFAULT})`;
  return json(project(body, wanted));
}
