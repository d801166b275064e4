#include "app/cli/request_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/cli/box_argument.h"
#include "app/cli/request_file.h"
#include "engine/api/errors.h"
#include "engine/api/mask_picture.h"
#include "engine/api/modes.h"
#include "engine/api/param_spec.h"
#include "engine/api/pictures.h"

namespace everyword {

namespace {

std::string groupTitle(ParamSpec::Group group) {
  switch (group) {
    case ParamSpec::Group::What:
      return "What";
    case ParamSpec::Group::HowStrongly:
      return "How strongly";
    case ParamSpec::Group::HowLong:
      return "How long";
    case ParamSpec::Group::Picture:
      return "Which picture";
    case ParamSpec::Group::Cutouts:
      return "How the cutouts differ";
    case ParamSpec::Group::Machine:
      return "How it runs";
  }
  return "Options";
}

std::string flagOf(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return "--" + name;
}

/// "Layout: ...; Dream: ..."
std::string helpOfModes() {
  std::string help;
  for (const ModeInfo &mode : modeInfos()) {
    help += (help.empty() ? "" : "; ") + mode.id + ": " + mode.help;
  }
  return help + " [default " + RunRequest().mode + "]";
}

std::string number(const ParamSpec &spec, double value) {
  return spec.type == ParamSpec::Type::Int ? std::to_string(static_cast<long long>(value))
                                           : toString(ParamValue(value));
}

std::string valueName(const ParamSpec &spec) {
  switch (spec.type) {
    case ParamSpec::Type::Int:
    case ParamSpec::Type::Real:
      return spec.unit.empty() ? "NUMBER" : spec.unit;
    case ParamSpec::Type::Choice:
      return "NAME";
    case ParamSpec::Type::Colour:
      return "#RRGGBB";
    case ParamSpec::Type::File:
      return "FILE";
    default:
      return "TEXT";
  }
}

/// What the option does, what may stand behind it, and what it is when nobody says.
std::string helpOf(const ParamSpec &spec) {
  std::string range;
  if (spec.type == ParamSpec::Type::Int || spec.type == ParamSpec::Type::Real) {
    range = number(spec, spec.minimum) + ".." + number(spec, spec.maximum);
  }
  for (const std::string &choice : spec.choices) {
    range += (range.empty() ? "" : ", ") + choice;
  }
  const std::string usual = spec.type == ParamSpec::Type::Bool ? "" : toString(spec.defaultValue);
  std::string note = range;
  if (!usual.empty()) {
    note += (note.empty() ? "" : "; ") + std::string("default ") + usual;
  }
  return spec.help + (note.empty() ? "" : " [" + note + "]");
}

/// Of no use without a window.
bool isForWindowOnly(const ParamSpec &spec) { return spec.name == "preview_interval_ms"; }

std::string namesOf(const ParamSpec &spec) {
  return flagOf(spec.name) + (spec.name == "keep_frames_every" ? ",--keep" : "");
}

}  // namespace

CLI::Option *RequestOptions::note(CLI::Option *option, const std::string &group) {
  option->group(group);
  given_.emplace_back(option->get_name(), option);
  return option;
}

void RequestOptions::addTo(CLI::App &app) {
  note(app.add_option("--prompt", prompt_, "What the whole picture shows"), "What")
      ->type_name("TEXT");
  note(app.add_option("--box", boxes_,
                      "A thing and its place: label:x,y,width,height in fractions of the picture, "
                      "from its top left "
                      "corner; repeat for more"),
       "What")
      ->type_name("BOX")
      ->allow_extra_args(false);
  note(app.add_option("--insist,--words", words_,
                      "Words of the prompt that must not be neglected: WORD,WORD; repeat for more"),
       "What")
      ->type_name("WORDS")
      ->delimiter(',')
      ->allow_extra_args(false);
  note(app.add_option("--protect", protect_,
                      "A picture that is white where nothing shall change, of any size"),
       "What")
      ->type_name("FILE");
  note(app.add_option(
           "--request", requestPath_,
           "Start from a request: a JSON file, a run.json, or a picture that Everyword made"),
       "What")
      ->type_name("FILE");
  if (ownMode_.empty()) {
    note(app.add_option("--mode", mode_, helpOfModes()), "What")->type_name("NAME");
  }
  note(app.add_option("--pack", models_.pack,
                      "Model pack: a name (see everyword models list) or a folder"),
       "Models")
      ->type_name("NAME");
  for (const ModelRole &model : modelRoles()) {
    note(app.add_option(flagOf(model.role), models_.files[model.role], model.help), "Models")
        ->type_name("NAME|FILE");
  }
}

void RequestOptions::addParametersTo(CLI::App &app, const std::set<std::string> &without) {
  for (const ParamSpec &spec : runParams()) {
    if (isForWindowOnly(spec) || without.count(spec.name) == 1) {
      continue;
    }
    Value &value = values_[spec.name];
    value.option =
        spec.type == ParamSpec::Type::Bool
            ? app.add_flag(namesOf(spec), value.text, helpOf(spec))
            : app.add_option(namesOf(spec), value.text, helpOf(spec))->type_name(valueName(spec));
    note(value.option, groupTitle(spec.group));
    if (!spec.formerName.empty()) {  // still taken, no longer in the help
      value.former = app.add_option("--" + spec.formerName, value.text)->group("");
      given_.emplace_back(value.former->get_name(), value.former);
    }
  }
}

RunRequest RequestOptions::request(const Engine &engine) const {
  const std::string fileJson = requestPath_.empty() ? std::string() : requestTextOf(requestPath_);
  const auto given = [&](const char *name) {
    return std::any_of(given_.begin(), given_.end(),
                       [&](const auto &g) { return g.first == name && g.second->count() > 0; });
  };
  RunRequest request;
  if (!fileJson.empty()) {
    const RunRequest inFile = RunRequest::fromJson(fileJson);
    request.models = inFile.models;
    request.mode = inFile.mode;
  }
  if (!ownMode_.empty() || given("--mode")) {
    request.mode = ownMode_.empty() ? mode_ : ownMode_;
  }
  if (given("--pack")) {
    request.models.pack = models_.pack;
  }
  for (const auto &[role, path] : models_.files) {
    if (!path.empty()) {
      request.models.setPath(role, path);
    }
  }
  const ModelSet chosen = request.models;
  const std::string mode = request.mode;
  request = engine.recommended(request);
  if (!fileJson.empty()) {
    request = mergedRequest(request, fileJson);
    request.models = chosen;
    request.mode = mode;
  }
  if (given("--prompt")) {
    request.objective.prompt = prompt_;
  }
  if (!boxes_.empty()) {
    request.objective.regions.clear();
    for (const std::string &box : boxes_) {
      request.objective.regions.push_back(
          parseBoxArgument(box, static_cast<int>(request.objective.regions.size()) + 1));
    }
  }
  if (!words_.empty()) {
    request.objective.words = words_;
  }
  if (!protect_.empty()) {
    request.objective.protectedArea = maskFromPicture(*readPicture(protect_));
    if (request.objective.protectedArea.empty()) {
      throw InputError("'" + protect_ + "' has no white area",
                       "paint white what shall not change, and the rest black");
    }
  }
  for (const ParamSpec &spec : runParams()) {
    if (isSet(spec.name)) {
      setParam(request, spec, values_.at(spec.name).text);
    }
  }
  return request;
}

bool RequestOptions::isSet(const std::string &parameter) const {
  const auto found = values_.find(parameter);
  return found != values_.end() &&
         (found->second.option->count() > 0 ||
          (found->second.former != nullptr && found->second.former->count() > 0));
}

std::string RequestOptions::firstGiven() const {
  for (const auto &[name, option] : given_) {
    if (option->count() > 0) {
      return name;
    }
  }
  return "";
}

}  // namespace everyword
