#pragma once

// Before a function of plain loops: several bodies, of which the loader picks the one for the
// processor at hand.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define EVERYWORD_FOR_EACH_PROCESSOR \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define EVERYWORD_FOR_EACH_PROCESSOR
#endif
