import base from '../../rolldown.config.mjs';

const name = process.env.BENCH;

export default {
  ...base,
  input: { [name]: `tools/bench/${name}.ts` },
  output: { ...base.output, dir: process.env.OUT_DIR },
};
