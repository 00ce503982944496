/** Who may import whom. One rule per room; `npm run check` fails on a violation. */
const only = (room, allowed) => ({
  name: `${room}-keeps-to-its-neighbours`,
  severity: 'error',
  from: { path: `^${room}/` },
  to: {
    dependencyTypesNot: ['core'],
    path: '^(main\\.ts|cli|machines|runtime|persistence|actors|http|ops|ui|bench)(/|$)',
    pathNot: `^(${[`${room}/`, ...allowed].join('|')})`,
  },
});
const owned = (name, packages, owner) => ({
  name: `${name}-has-one-owner`,
  severity: 'error',
  from: {
    path: '^(main\\.ts|cli|machines|runtime|persistence|actors|http|ops|ui)(/|$)',
    pathNot: owner,
  },
  to: { path: `^node_modules/(${packages})(/|$)` },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    only('machines', []),
    only('runtime', ['machines/registry\\.ts']),
    only('persistence', ['runtime/(ports|errors)\\.ts', 'machines/vocabulary\\.ts']),
    only('actors', ['runtime/(ports|errors)\\.ts', 'machines/vocabulary\\.ts', 'ops/']),
    only('http', ['runtime/(ports|errors)\\.ts', 'machines/', 'ops/']),
    only('ops', []),
    only('ui', ['machines/vocabulary\\.ts']),
    {
      name: 'pages-keep-to-themselves',
      comment: 'An area of the page uses what all share and the chart, never another area.',
      severity: 'error',
      from: { path: '^ui/([^/]+)/', pathNot: '^ui/shell/' },
      to: { path: '^ui/[^/]+/', pathNot: '^ui/($1|kit|wire|words|chart|style)/' },
    },
    owned(
      'preact',
      'preact|@preact|preact-iso|@xstate/store|@tanstack|vite',
      '^(ui/|ops/scripts/)',
    ),
    owned('hono', 'hono|@hono|ws', '^http/'),
    owned('mikro-orm', '@mikro-orm|@electric-sql', '^persistence/'),
    owned('redis', 'redis|bullmq', '^(main\\.ts|cli/|runtime/dispatch-bullmq\\.ts)'),
    owned('prom-client', 'prom-client', '^ops/metrics\\.ts'),
    owned('pino', 'pino', '^ops/log\\.ts'),
    owned('googleapis', 'googleapis|google-auth-library', '^actors/workspace/'),
    owned('xstate', 'xstate', '^(machines|runtime)/'),
    {
      name: 'googleapis-by-deep-import',
      severity: 'error',
      from: {},
      to: { path: '^node_modules/googleapis/build/src/(index|apis/index)\\.(js|d\\.ts)$' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^ui/dist' },
    tsConfig: { fileName: 'tsconfig.json' },
    parser: 'swc',
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
