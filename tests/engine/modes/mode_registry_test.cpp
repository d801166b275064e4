// The tables fit each other: modes, latent spaces and model families.
#include "engine/modes/mode_registry.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "engine/api/errors.h"
#include "engine/models/model_families.h"

using namespace everyword;

TEST_CASE("Every mode names roles and a latent space that exist, and can start by its preset",
          "[modes]") {
  std::set<std::string> ids;
  for (const Mode &mode : modes()) {
    CAPTURE(mode.id);
    CHECK(ids.insert(mode.id).second);
    CHECK_FALSE(mode.title.empty());
    CHECK_FALSE(mode.help.empty());
    for (const auto *roles : {&mode.roles, &mode.optionalRoles}) {
      for (const std::string &role : *roles) {
        CHECK(familyNamed(role) != nullptr);
      }
    }
    CHECK(mode.roles.front() == "clip");  // the loader wants it first
    const auto &spaces = latentSpaces();
    const auto space = std::find_if(spaces.begin(), spaces.end(), [&](const auto &entry) {
      return entry.id == mode.latentSpaces.front();
    });
    REQUIRE(space != spaces.end());
    RunRequest request;
    request.mode = mode.id;
    mode.preset(request);
    CHECK(latentSpaceOf(request) == mode.latentSpaces.front());
    const std::vector<std::string> roles = rolesOf(request);
    CHECK(std::count(roles.begin(), roles.end(), space->role) == 1);
    CHECK_NOTHROW(requireStart(mode.latentSpaces.front(), request.start.kind));
  }
  CHECK(ids.count(RunRequest().mode) == 1);
}

TEST_CASE("A mode that is not there is refused by name", "[modes]") {
  RunRequest request;
  request.mode = "nightmare";
  CHECK_THROWS_WITH(checkMode(request), Catch::Contains("nightmare") && Catch::Contains("layout"));
}

TEST_CASE("A dream moves in the latent of the generator that the request names", "[modes]") {
  RunRequest request;
  request.mode = "dream";
  CHECK(latentSpaceOf(request) == "vqgan_codes");
  CHECK(rolesOf(request) == std::vector<std::string>{"clip", "vqgan"});
  request.models.setPath("stylegan2", "faces.pt");
  CHECK(latentSpaceOf(request) == "stylegan2_w_plus");
  request.models.setPath("biggan", "biggan-256.pth");
  CHECK(latentSpaceOf(request) == "biggan_z");
  request.start.kind = Start::Search;
  CHECK(latentSpaceOf(request) == "biggan_basis");
  CHECK(rolesOf(request) == std::vector<std::string>{"clip", "biggan"});
  request.start.latentSpace = "vqgan_codes";
  CHECK(rolesOf(request) == std::vector<std::string>{"clip", "vqgan"});
  request.mode = "layout";
  request.start.latentSpace = "biggan_z";
  CHECK_THROWS_WITH(latentSpaceOf(request), Catch::Contains("no latent space"));
}
