#include "engine/classify/class_prompts.h"

#include <ATen/ATen.h>

#include <map>

#include "engine/api/errors.h"
#include "engine/models/clip/clip_model.h"
#include "engine/models/clip/text_transformer.h"

namespace everyword {

ClassPrompts::ClassPrompts(const ClipModel &clip, const PromptShape &shape,
                           const std::vector<ClassName> &classes, const PromptTokens &around)
    : shape_(shape), classes_(static_cast<std::int64_t>(classes.size())) {
  const at::NoGradGuard constants;
  const TextTransformer &text = textTransformerOf(clip);
  const c10::Device device = text.positions().device();
  const auto embed = [&](const std::vector<std::int64_t> &tokens) {
    return text.embed(at::tensor(tokens, at::kLong).to(device));
  };
  std::vector<std::int64_t> tail = around.stop;
  tail.push_back(around.end);
  start_ = embed({around.start});
  tail_ = embed(tail);
  width_ = start_.size(1);

  std::map<std::int64_t, std::vector<std::int64_t>> byLength;
  for (std::int64_t c = 0; c < classes_; ++c) {
    const ClassName &one = classes[static_cast<std::size_t>(c)];
    const auto length = static_cast<std::int64_t>(one.tokens.size());
    const std::int64_t whole = 1 + shape_.vectors + length + tail_.size(0);
    if (whole > clip.config().contextLength) {
      throw InputError("the prompt of the class '" + one.name + "' has " + std::to_string(whole) +
                           " tokens, this CLIP reads " +
                           std::to_string(clip.config().contextLength),
                       "shorten its name or use fewer vectors");
    }
    byLength[length].push_back(c);
  }
  for (const auto &[length, members] : byLength) {
    std::vector<at::Tensor> names;
    for (const std::int64_t c : members) {
      names.push_back(embed(classes[static_cast<std::size_t>(c)].tokens));
    }
    const std::int64_t whole = 1 + shape_.vectors + length + tail_.size(0);
    groups_.push_back(
        {at::tensor(members, at::kLong).to(device), at::stack(names), whole - sharedTokens()});
  }
}

std::int64_t ClassPrompts::sharedTokens() const {
  return 1 + (shape_.perClass ? 0 : shape_.vectorsBeforeName());
}

std::int64_t ClassPrompts::longest() const { return sharedTokens() + groups_.back().rest; }

at::Tensor ClassPrompts::shared(const at::Tensor &context) const {
  const auto start = start_.to(context.scalar_type());
  return shape_.perClass ? start
                         : at::cat({start, context.narrow(0, 0, shape_.vectorsBeforeName())});
}

at::Tensor ClassPrompts::rest(const Group &group, const at::Tensor &context) const {
  const std::int64_t count = group.classes.size(0), before = shape_.vectorsBeforeName();
  const std::int64_t behind = shape_.vectors - before;
  const auto own = shape_.perClass ? context.index_select(0, group.classes)
                                   : context.expand({count, shape_.vectors, width_});
  std::vector<at::Tensor> parts;
  if (shape_.perClass) {
    parts.push_back(own.narrow(1, 0, before));
  }
  parts.push_back(group.names.to(context.scalar_type()));
  parts.push_back(own.narrow(1, before, behind));
  parts.push_back(tail_.to(context.scalar_type()).expand({count, tail_.size(0), width_}));
  return at::cat(parts, 1);
}

at::Tensor ClassPrompts::nameMask(const Group &group) const {
  const auto mask = at::zeros({sharedTokens() + group.rest});
  mask.narrow(0, 1 + shape_.vectorsBeforeName(), group.names.size(1)).fill_(1);
  return mask;
}

std::vector<std::int64_t> ClassPrompts::contextShape() const {
  return shape_.perClass ? std::vector<std::int64_t>{classes_, shape_.vectors, width_}
                         : std::vector<std::int64_t>{shape_.vectors, width_};
}

}  // namespace everyword
