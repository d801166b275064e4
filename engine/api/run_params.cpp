// The table of everything a person may set: one row a parameter. The guidance panel, the command
// line's flags, the JSON fields and the README's list all come from here.
#include "engine/api/param_spec.h"

namespace everyword {

namespace {

using Type = ParamSpec::Type;
using Group = ParamSpec::Group;

/// Reads and writes one member of RunRequest as a ParamValue of the table's type.
template <auto Member>
struct Access {
  static ParamValue get(const RunRequest &request) {
    const auto &value = request.*Member;
    using Value = std::decay_t<decltype(value)>;
    if constexpr (std::is_same_v<Value, bool> || std::is_same_v<Value, double> ||
                  std::is_same_v<Value, std::string>) {
      return value;
    } else if constexpr (std::is_enum_v<Value>) {
      return toString(value);
    } else {
      return static_cast<std::int64_t>(value);
    }
  }
  static void set(RunRequest &request, const ParamValue &value) {
    auto &member = request.*Member;
    using Value = std::decay_t<decltype(member)>;
    if constexpr (std::is_same_v<Value, bool> || std::is_same_v<Value, double> ||
                  std::is_same_v<Value, std::string>) {
      member = std::get<Value>(value);
    } else if constexpr (std::is_enum_v<Value>) {
      for (int i = 0;; ++i) {  // setParam() has checked that the text is one of the choices
        if (toString(static_cast<Value>(i)) == std::get<std::string>(value)) {
          member = static_cast<Value>(i);
          return;
        }
      }
    } else {
      member = static_cast<Value>(std::get<std::int64_t>(value));
    }
  }
};

struct Texts {
  const char *name, *label, *unit, *help;
};
struct Range {
  double minimum = 0, maximum = 0, step = 0;
};
struct Flags {
  bool advanced = false, live = false;
};

template <auto Member>
ParamSpec row(Texts texts, Type type, Group group, Range range = {}, Flags flags = {},
              std::vector<std::string> choices = {}) {
  ParamSpec spec;
  spec.name = texts.name;
  spec.label = texts.label;
  spec.unit = texts.unit;
  spec.help = texts.help;
  spec.type = type;
  spec.group = group;
  spec.advanced = flags.advanced;
  spec.live = flags.live;
  spec.minimum = range.minimum;
  spec.maximum = range.maximum;
  spec.step = range.step;
  spec.choices = std::move(choices);
  spec.get = &Access<Member>::get;
  spec.set = &Access<Member>::set;
  spec.defaultValue = spec.get(RunRequest());
  return spec;
}

constexpr Flags kPlain = {};
constexpr Flags kLive = {false, true};
constexpr Flags kAdvanced = {true, false};
constexpr Flags kAdvancedLive = {true, true};

std::vector<ParamSpec> makeTable() {
  using R = RunRequest;
  constexpr double kMaxSeed = 9007199254740992.0;  // 2^53: exact in JSON and in the panel
  return {
      row<&R::method>({"method", "Method", "",
                       "Which loss guides the picture: relevance keeps every phrase in its box"},
                      Type::Choice, Group::What, {}, kLive,
                      {"relevance", "similarity", "masked", "similarity_masked"}),
      row<&R::promptWeight>({"prompt_weight", "Prompt weight", "",
                             "How much the prompt for the whole picture counts beside the boxes"},
                            Type::Real, Group::What, {0, 10, 0.1}, kAdvancedLive),
      row<&R::phrasePrefix>({"phrase_prefix", "Phrase prefix", "",
                             "Put before the label of each box, for example 'a photo of a'"},
                            Type::Text, Group::What, {}, kAdvanced),
      row<&R::allowUnknownWords>({"allow_unknown_words", "Allow unknown words", "",
                                  "Run although the pack has never seen a word of the prompt"},
                                 Type::Bool, Group::What, {}, kAdvanced),

      row<&R::lambda>({"lambda", "Lambda", "",
                       "Strength of the overlap of relevance and box; a box gets lambda / sqrt(its "
                       "share of the picture)"},
                      Type::Real, Group::HowStrongly, {0, 3.5, 0.05}, kLive),
      row<&R::threshold>({"threshold", "Threshold T", "",
                          "Relevance above this share of its maximum counts as inside"},
                         Type::Real, Group::HowStrongly, {0, 0.95, 0.05}, kAdvancedLive),
      row<&R::temperature>(
          {"temperature", "Temperature", "", "How sharply relevance is cut at the threshold"},
          Type::Real, Group::HowStrongly, {1, 100, 1}, kAdvancedLive),
      row<&R::learningRate>(
          {"learning_rate", "Learning rate", "", "Step of the optimiser in the latent"}, Type::Real,
          Group::HowStrongly, {0.001, 2, 0.01}, kAdvancedLive),
      row<&R::smoothness>({"smoothness", "Smoothness", "",
                           "Weight of the total variation of the picture: higher is calmer"},
                          Type::Real, Group::HowStrongly, {0, 10, 0.1}, kAdvancedLive),

      row<&R::steps>({"steps", "Steps", "", "How many steps the picture is optimised"}, Type::Int,
                     Group::HowLong, {1, 5000, 10}),
      row<&R::copies>({"copies", "Copies", "",
                       "How many transformed copies of the picture CLIP sees in each step"},
                      Type::Int, Group::HowLong, {1, 256, 1}, kAdvanced),

      row<&R::width>(
          {"width", "Width", "px", "Width of the picture, rounded down to the generator's grid"},
          Type::Int, Group::Picture, {16, 2048, 16}),
      row<&R::height>(
          {"height", "Height", "px", "Height of the picture, rounded down to the generator's grid"},
          Type::Int, Group::Picture, {16, 2048, 16}),
      row<&R::seed>({"seed", "Seed", "", "The same seed and settings make the same picture"},
                    Type::Int, Group::Picture, {0, kMaxSeed, 1}),
      row<&R::start>({"start", "Start from", "", "Where the latent begins"}, Type::Choice,
                     Group::Picture, {}, kPlain,
                     {"noise", "codes", "plain", "two_colours", "picture", "earlier_frame"}),
      row<&R::startColour>(
          {"start_colour", "Colour", "", "Of the plain start, or of the upper half"}, Type::Colour,
          Group::Picture, {}, kAdvanced),
      row<&R::startColour2>(
          {"start_colour2", "Second colour", "", "Of the lower half of a start in two colours"},
          Type::Colour, Group::Picture, {}, kAdvanced),
      row<&R::startPicture>({"start_picture", "Start picture", "",
                             "The picture, or the earlier frame, that the run starts from"},
                            Type::File, Group::Picture, {}, kAdvanced),

      row<&R::affineProbability>(
          {"affine_probability", "Affine chance", "", "Chance that a copy is turned and shifted"},
          Type::Real, Group::Copies, {0, 1, 0.05}, kAdvanced),
      row<&R::rotation>({"rotation", "Rotation", "degrees", "Largest turn of a copy, either way"},
                        Type::Real, Group::Copies, {0, 180, 1}, kAdvanced),
      row<&R::translation>(
          {"translation", "Shift", "", "Largest shift of a copy, as a share of its side"},
          Type::Real, Group::Copies, {0, 0.5, 0.01}, kAdvanced),
      row<&R::perspectiveProbability>({"perspective_probability", "Perspective chance", "",
                                       "Chance that a copy is seen at an angle"},
                                      Type::Real, Group::Copies, {0, 1, 0.05}, kAdvanced),
      row<&R::perspective>(
          {"perspective", "Perspective", "", "How far the corners of a copy may move inwards"},
          Type::Real, Group::Copies, {0, 1, 0.05}, kAdvanced),
      row<&R::colourProbability>({"colour_probability", "Colour chance", "",
                                  "Chance that a copy's hue and saturation change"},
                                 Type::Real, Group::Copies, {0, 1, 0.05}, kAdvanced),
      row<&R::colour>(
          {"colour", "Colour change", "", "Largest change of hue and saturation of a copy"},
          Type::Real, Group::Copies, {0, 0.5, 0.01}, kAdvanced),
      row<&R::erasingProbability>({"erasing_probability", "Erasing chance", "",
                                   "Chance that a rectangle of a copy is blacked out"},
                                  Type::Real, Group::Copies, {0, 1, 0.05}, kAdvanced),
      row<&R::noise>({"noise", "Noise", "", "Largest deviation of the noise laid over a copy"},
                     Type::Real, Group::Copies, {0, 1, 0.01}, kAdvanced),
      row<&R::asPublished>({"as_published", "As published", "",
                            "Reproduce the reference implementation, its accidents included"},
                           Type::Bool, Group::Copies, {}, kAdvanced),

      row<&R::device>({"device", "Device", "", "auto, cpu, cuda or cuda:0"}, Type::Text,
                      Group::Machine, {}, kAdvanced),
      row<&R::threads>({"threads", "Threads", "", "Processor threads; 0 takes all cores"},
                       Type::Int, Group::Machine, {0, 1024, 1}, kAdvanced),
      row<&R::precision>({"precision", "Precision", "",
                          "Of the large products; auto takes the fastest that is measured here"},
                         Type::Choice, Group::Machine, {}, kAdvanced, {"auto", "fp32", "bf16"}),
      row<&R::memoryLimitMb>(
          {"memory_limit_mb", "Memory limit", "MB",
           "Above it a step computes again what it would otherwise keep; 0 takes "
           "what is free"},
          Type::Int, Group::Machine, {0, 1048576, 256}, kAdvanced),
      row<&R::previewIntervalMs>({"preview_interval_ms", "Preview interval", "ms",
                                  "A frame is shown at most this often; 0 shows every step"},
                                 Type::Int, Group::Machine, {0, 10000, 10}, kAdvanced),
      row<&R::keepFramesEvery>(
          {"keep_frames_every", "Keep a frame every", "steps",
           "Frames kept for the timeline and the animation; 0 keeps only the last"},
          Type::Int, Group::Machine, {0, 1000, 1}, kAdvanced),
  };
}

}  // namespace

std::span<const ParamSpec> runParams() {
  static const std::vector<ParamSpec> table = makeTable();
  return table;
}

}  // namespace everyword
