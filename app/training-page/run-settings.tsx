/** What the run was told. */
import { numeral, words } from '../words/index.js';
import { run } from './connection.js';

export function RunSettings() {
  const { training } = words.value;
  const { hello, start } = run.value;
  if (!hello || !start) return null;
  return (
    <section class="learn-card">
      <h2>{training.about}</h2>
      <p class="small soft">
        {training.data[hello.trained](numeral(start.training), numeral(start.validation))} ·{' '}
        {training.size(numeral(start.weights), start.threads)}
      </p>
      <details class="small">
        <summary>{training.settings}</summary>
        <table class="curves-table training-settings">
          <thead>
            <tr>
              <th scope="col">{training.setting}</th>
              <th scope="col">{training.value}</th>
            </tr>
          </thead>
          <tbody>
            {start.settings.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
