#include "engine/api/faithfulness.h"

namespace everyword {

std::optional<FaithfulChoice> faithfulChoice(Engine &engine, const RunRequest &request,
                                             const FramePtr &start,
                                             const std::vector<JudgedEdit> &edits,
                                             std::size_t byClip) {
  const std::vector<AttributeGuess> before = engine.attributes(start, request.models);
  const std::vector<AskedAttribute> asked = askedAttributes(request.objective.prompt, before);
  std::vector<Faithfulness> scores;
  std::vector<double> similarities;
  for (const JudgedEdit &edit : edits) {
    scores.push_back(
        faithfulnessOf(asked, before, engine.attributes(edit.picture, request.models)));
    similarities.push_back(edit.clipSimilarity);
  }
  const std::optional<std::size_t> best = mostFaithful(scores, similarities);
  if (!best) {
    return std::nullopt;
  }
  const auto say = [&](std::size_t edit) {
    return edits[edit].name + " (" + sentenceOf(asked, scores[edit]) + ")";
  };
  return FaithfulChoice{*best, scores[*best], sentenceOf(asked, scores[*best]),
                        *best == byClip
                            ? "By faithfulness it is " + say(*best) + ", too"
                            : "By faithfulness it is " + say(*best) + ", not " + say(byClip)};
}

}  // namespace everyword
