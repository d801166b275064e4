# How targets are made, so that the CMakeLists.txt of a folder is a few lines.

# everyword_module(<name> [TORCH] [OPENCV] [DEPENDS <modules>] [LINK <libraries>])
# One static library from all .cpp files of the current folder (not below it). What is named in DEPENDS is the
# layer rule: a module sees the headers' libraries of those modules and of nothing else.
function(everyword_module name)
  cmake_parse_arguments(ARG "TORCH;OPENCV" "" "DEPENDS;LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "*.cpp" "*.h")
  add_library(ew_${name} STATIC ${sources})
  set_target_properties(ew_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(ew_${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  foreach(dependency ${ARG_DEPENDS})
    target_link_libraries(ew_${name} PUBLIC ew_${dependency})
  endforeach()
  target_link_libraries(ew_${name} PUBLIC ${ARG_LINK} PRIVATE everyword_warnings)
  if(ARG_TORCH)
    target_link_libraries(ew_${name} PUBLIC LibTorch::LibTorch)
    everyword_use_torch_pch(ew_${name})
  endif()
  if(ARG_OPENCV)
    target_link_libraries(ew_${name} PUBLIC everyword_opencv)
  endif()
endfunction()

# LibTorch's headers take 10 s to parse: one precompiled header, made once, serves every target that uses them.
function(everyword_use_torch_pch target)
  if(NOT TARGET ew_torch_pch)
    file(WRITE "${PROJECT_BINARY_DIR}/torch_pch.cpp" "// Holds the precompiled header.\n")
    add_library(ew_torch_pch STATIC "${PROJECT_BINARY_DIR}/torch_pch.cpp")
    target_link_libraries(ew_torch_pch PUBLIC LibTorch::LibTorch PRIVATE everyword_warnings)
    target_precompile_headers(ew_torch_pch PRIVATE <ATen/ATen.h> <torch/csrc/autograd/autograd.h>)
  endif()
  target_precompile_headers(${target} REUSE_FROM ew_torch_pch)
endfunction()

# everyword_test(<file> LINK <targets> [LABELS <labels>] [TORCH])
# One executable and one ctest a file, so that a broken file holds up no other. The ctest is named after the
# file with its folder: tests/engine/text/tokenizer_test.cpp -> engine.text.tokenizer
function(everyword_test file)
  cmake_parse_arguments(ARG "TORCH" "" "LINK;LABELS" ${ARGN})
  file(RELATIVE_PATH folder "${PROJECT_SOURCE_DIR}/tests" "${CMAKE_CURRENT_SOURCE_DIR}")
  get_filename_component(stem "${file}" NAME_WE)
  string(REGEX REPLACE "_test$" "" stem "${stem}")
  string(REPLACE "/" "." dotted "${folder}.${stem}")
  string(REPLACE "." "_" target "${dotted}_test")
  add_executable(${target} "${file}")
  target_link_libraries(${target} PRIVATE ${ARG_LINK} everyword_test_support everyword_warnings)
  if(ARG_TORCH)
    everyword_use_torch_pch(${target})
  endif()
  add_test(NAME ${dotted} COMMAND ${target})
  set_tests_properties(${dotted} PROPERTIES
    LABELS "${ARG_LABELS}" TIMEOUT 600
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;OMP_WAIT_POLICY=PASSIVE")
endfunction()
