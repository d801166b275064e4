#include "engine/checkpoint/dry_load.h"

namespace everyword {
namespace {

thread_local DryLoad *innermost = nullptr;

}  // namespace

DryLoad::DryLoad() : outer_(innermost) { innermost = this; }
DryLoad::~DryLoad() { innermost = outer_; }
DryLoad *DryLoad::current() { return innermost; }

}  // namespace everyword
