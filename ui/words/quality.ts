/** How work was judged, as the API says it, and the words for it. */
import type { Tone } from './tones.ts';

export interface QualityCategory {
  category: 'content' | 'accessibility' | 'performance' | 'experience';
  /** Null where nothing was measured. */
  score: number | null;
  checked: number;
  failed: number;
  compliance_status: 'compliant' | 'not_compliant' | 'not_measured';
  recommendations: string[];
}

export interface QualityCheck {
  id: string;
  subject: string;
  severity: 'hard' | 'soft';
  passed: boolean;
  evidence: string;
  fix?: string;
}

export interface QualityNow {
  overall_quality_score: number;
  compliance_status: 'compliant' | 'not_compliant';
  categories: QualityCategory[];
  checks: QualityCheck[];
}

export interface QualityRule {
  id: string;
  category: QualityCategory['category'];
  severity: 'hard' | 'soft';
  passed: number;
  total: number;
}

export interface QualityVerdict {
  key: string;
  workflow: string;
  certification_name: string;
  moment: 'release' | 'report';
  /** Milliseconds since 1970. */
  at: number;
  score: number;
  compliance_status: 'compliant' | 'not_compliant';
  categories: QualityCategory[];
  rules: QualityRule[];
}

/** A standing in a word with its tone. */
export const COMPLIANCE: Record<
  QualityCategory['compliance_status'],
  { word: string; tone: Tone }
> = {
  compliant: { word: 'Compliant', tone: 'done' },
  not_compliant: { word: 'Not compliant', tone: 'failed' },
  not_measured: { word: 'Not measured', tone: 'idle' },
};

export function scoreWords(score: number | null): string {
  return score === null ? 'not measured' : `${score} of 100`;
}
