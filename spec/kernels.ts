/** Every mainline release the rows cover, in order. `longterm` marks the series with a long stable tree. */
export const kernels = [
  { series: '4.19', longterm: true }, { series: '4.20' },
  { series: '5.0' }, { series: '5.1' }, { series: '5.2' }, { series: '5.3' }, { series: '5.4', longterm: true },
  { series: '5.5' }, { series: '5.6' }, { series: '5.7' }, { series: '5.8' }, { series: '5.9' },
  { series: '5.10', longterm: true }, { series: '5.11' }, { series: '5.12' }, { series: '5.13' }, { series: '5.14' },
  { series: '5.15', longterm: true }, { series: '5.16' }, { series: '5.17' }, { series: '5.18' }, { series: '5.19' },
  { series: '6.0' }, { series: '6.1', longterm: true }, { series: '6.2' }, { series: '6.3' }, { series: '6.4' },
  { series: '6.5' }, { series: '6.6', longterm: true }, { series: '6.7' }, { series: '6.8' }, { series: '6.9' },
  { series: '6.10' }, { series: '6.11' }, { series: '6.12', longterm: true }, { series: '6.13' }, { series: '6.14' },
  { series: '6.15' }, { series: '6.16' }, { series: '6.17' }, { series: '6.18', longterm: true }, { series: '6.19' },
  { series: '7.0' }, { series: '7.1' }, { series: '7.2' }, { series: '7.3' },
] as const;
