import { listAt, recordAt, stringAt } from '../data.js';

/** Kubernetes' selectors of labels, over whatever has them. */
export function selects(
  selector: Readonly<Record<string, unknown>>,
  actual: (key: string) => string | undefined,
): boolean {
  const labels = Object.entries(recordAt(selector, ['matchLabels']) ?? {});
  const expressions = listAt(selector, ['matchExpressions']);
  return (
    labels.every(([key, wanted]) => actual(key) === String(wanted)) &&
    expressions.every(expression => {
      const found = actual(stringAt(expression, ['key']) ?? '');
      const isIn = listAt(expression, ['values']).some(value => String(value) === found);
      switch (stringAt(expression, ['operator'])) {
        case 'In':
          return isIn;
        case 'NotIn':
          return !isIn;
        case 'Exists':
          return found !== undefined;
        case 'DoesNotExist':
          return found === undefined;
        default:
          return true;
      }
    })
  );
}
