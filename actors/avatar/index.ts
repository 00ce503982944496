/** The avatar room: narration scripts, and captioned videos made from them. */
export { avatarRender, type RenderPorts } from './render.ts';
export { avatarScript, type FindEvidence, type ScriptPorts } from './script.ts';
export type { Sidecar } from './sidecar/film.ts';
export { openSidecar } from './sidecar/open.ts';
export type { SidecarUse } from './sidecar/rung.ts';
export { type FindTool, toolsOn } from './tools.ts';
