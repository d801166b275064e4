// The table of what can be said of each family. A family of modelFamilies() without a row here is
// still named.

#include "engine/inspect/family_details.h"

#include <algorithm>
#include <exception>

#include "engine/api/errors.h"
#include "engine/checkpoint/dry_load.h"

namespace everyword {

const FamilyDetails *detailsOf(const std::string &family) {
  static const std::vector<FamilyDetails> details = {
      {"clip", describeClip},       {"vqgan", describeVqgan},   {"stylegan2", describeStyleGan2},
      {"arcface", describeArcFace}, {"biggan", describeBigGan},
  };
  const auto found = std::find_if(details.begin(), details.end(),
                                  [&](const FamilyDetails &row) { return row.id == family; });
  return found == details.end() ? nullptr : &*found;
}

void checkWeights(ModelReport &report, const std::function<void()> &load) {
  DryLoad dry;
  try {
    load();
  } catch (const Error &error) {
    report.problem = error.what();
  } catch (const std::exception &) {
    // Shapes that no layer can have: LibTorch's words would not help.
    report.problem = report.path + " has tensors of impossible sizes for a " + report.title;
  }
  report.missing = dry.missing;
  report.wrongShape = dry.wrongShape;
  report.extra = dry.extra;
  report.memoryBytes = static_cast<std::int64_t>(std::min(dry.elements * 4, 1e18));
}

}  // namespace everyword
