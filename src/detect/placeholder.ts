/**
 * The source of an expression for one thing that a shell, a pipeline, Make, Jinja or a batch file fills in: `${NAME}`, `$(NAME)`,
 * `$NAME`, `${{ env.NAME }}`, `{{ name }}`, `%NAME%`. It matches in time in proportion to the text.
 */
export const PLACEHOLDER = String.raw`\$\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\(\w+\)|\$\w+|\{\{[^{}]*\}\}|%\w+%`;
