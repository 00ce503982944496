/** What is kept for drawing statecharts; see migration 0013. */
import { defineEntity, p } from '@mikro-orm/core';

const ChartLayoutSchema = defineEntity({
  name: 'ChartLayoutRow',
  tableName: 'chart_layout',
  properties: {
    key: p.text().primary(),
    layout: p.text(),
    madeAt: p.bigint('number'),
  },
});
/** One view of one machine version, laid out. */
export class ChartLayoutRow extends ChartLayoutSchema.class {}
ChartLayoutSchema.setClass(ChartLayoutRow);

export const CHART_ENTITIES = [ChartLayoutRow];
