// Speaks with the engine: texts and bytes in, objects and bytes out. Runs in the worker, and in the tests.
function engineOf(exports) {
  const encode = new TextEncoder();
  const decode = new TextDecoder();
  const output = () => new Uint8Array(exports.memory.buffer, exports.output(), exports.output_length()).slice();
  const give = (bytes) => {
    const place = exports.input(bytes.length);
    new Uint8Array(exports.memory.buffer, place, bytes.length).set(bytes);
  };
  const told = (status) => {
    const bytes = output();
    if (status === 0) return bytes;
    const fault = new Error(decode.decode(bytes));
    fault.fault = JSON.parse(fault.message);
    throw fault;
  };
  const object = (bytes) => JSON.parse(decode.decode(bytes));
  return {
    open(side, name, text, settings) {
      give(encode.encode(JSON.stringify({ name, text, settings })));
      return object(told(exports.open(side)));
    },
    keep(side, trial, replication, record) {
      give(record);
      told(exports.keep(side, trial ? 1 : 0, replication));
    },
    play(side, replications, interventions) {
      told(exports.play(side, replications, interventions ? 1 : 0));
    },
    record: (side, trial, replication) => told(exports.record(side, trial ? 1 : 0, replication)),
    compare: () => object(told(exports.compare())),
    tables: (side) => object(told(exports.tables(side))),
  };
}
