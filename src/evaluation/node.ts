/** Error rates over data sets by their names, of models and of what other systems read; tuning of languages. */
export * from './evaluate-model.js';
export * from './predictions.js';
export * from './tune.js';
