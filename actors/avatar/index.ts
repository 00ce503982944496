/** The avatar room: narration scripts, and captioned videos made from them. */
export type { RenderPorts } from './order.ts';
export { avatarRender } from './render.ts';
export { avatarScript, type FindEvidence, type ScriptPorts } from './script.ts';
export { openSidecar, type Sidecar, type SidecarUse } from './sidecar/open.ts';
export { avatarStages } from './stages.ts';
export { JOB_CALL, takeJobBack } from './take-back.ts';
export { type FindTool, toolsOn } from './tools.ts';
