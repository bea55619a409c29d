/**
 * Istio minors of which every behaviour change that a compatibility profile names has a rule. Crossing any other is
 * said in the report: what nobody has curated must not pass for safe.
 */
export const curatedMinors: readonly string[] = ['1.21', '1.22'];
