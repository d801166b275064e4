# Finds LibTorch inside a PyPI wheel, from its include/ and lib/ folders alone.
#
# The wheel's own TorchConfig.cmake insists on a CUDA toolkit as soon as the wheel was built with CUDA. The
# headers that Everyword uses need none, so this module looks only at what is on disk: CPU wheels and CUDA
# wheels both work, and LibTorch chooses the device at run time.
#
#   LIBTORCH_ROOT    the wheel's torch/ folder (cache variable or environment)
#
# Defines the imported target LibTorch::LibTorch and LibTorch_VERSION, LibTorch_HAS_CUDA; and everyword_in_parallel(<files>)
# for files whose at::parallel_for shall use LibTorch's own threads.

if(NOT LIBTORCH_ROOT AND DEFINED ENV{LIBTORCH_ROOT})
  set(LIBTORCH_ROOT "$ENV{LIBTORCH_ROOT}")
endif()
if(NOT LIBTORCH_ROOT)
  file(GLOB _wheels "${PROJECT_SOURCE_DIR}/.deps/torch/lib/python3*/site-packages/torch" "${PROJECT_SOURCE_DIR}/.deps/torch/torch")
  list(LENGTH _wheels _count)
  if(_count GREATER 0)
    list(GET _wheels 0 LIBTORCH_ROOT)
  endif()
endif()
set(LIBTORCH_ROOT "${LIBTORCH_ROOT}" CACHE PATH "The torch/ folder of the PyPI wheel")

find_path(LibTorch_INCLUDE_DIR ATen/ATen.h PATHS "${LIBTORCH_ROOT}/include" NO_DEFAULT_PATH)
foreach(_lib torch_cpu torch c10)
  find_library(LibTorch_${_lib}_LIBRARY ${_lib} PATHS "${LIBTORCH_ROOT}/lib" NO_DEFAULT_PATH)
endforeach()
if(EXISTS "${LIBTORCH_ROOT}/version.py")
  file(STRINGS "${LIBTORCH_ROOT}/version.py" _version REGEX "^__version__")
  string(REGEX REPLACE ".*'([0-9.]+).*" "\\1" LibTorch_VERSION "${_version}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
  REQUIRED_VARS LibTorch_torch_cpu_LIBRARY LibTorch_torch_LIBRARY LibTorch_c10_LIBRARY LibTorch_INCLUDE_DIR
  VERSION_VAR LibTorch_VERSION
  REASON_FAILURE_MESSAGE "run packaging/setup, or set LIBTORCH_ROOT to the torch/ folder of a PyPI wheel")

set(LibTorch_HAS_CUDA FALSE)
if(EXISTS "${LIBTORCH_ROOT}/lib/libtorch_cuda.so")
  set(LibTorch_HAS_CUDA TRUE)
endif()

if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
  add_library(LibTorch::LibTorch INTERFACE IMPORTED)
  target_include_directories(LibTorch::LibTorch SYSTEM INTERFACE "${LibTorch_INCLUDE_DIR}"
    "${LibTorch_INCLUDE_DIR}/torch/csrc/api/include")
  target_link_libraries(LibTorch::LibTorch INTERFACE "${LibTorch_torch_cpu_LIBRARY}" "${LibTorch_torch_LIBRARY}"
    "${LibTorch_c10_LIBRARY}")
  target_link_options(LibTorch::LibTorch INTERFACE "LINKER:-rpath,${LIBTORCH_ROOT}/lib")
  # The wheel's own OpenMP runtime, so that a process never has two.
  find_library(LibTorch_gomp_LIBRARY NAMES gomp libgomp.so.1 PATHS "${LIBTORCH_ROOT}/lib" NO_DEFAULT_PATH)
  if(LibTorch_gomp_LIBRARY)
    target_link_libraries(LibTorch::LibTorch INTERFACE "${LibTorch_gomp_LIBRARY}")
  endif()
  if(LibTorch_HAS_CUDA)
    # torch_cuda registers its kernels when it is loaded; nothing refers to it by name, so the linker would drop
    # it. Its own CUDA libraries come from sibling wheels through its run path, hence the unresolved names here.
    target_link_options(LibTorch::LibTorch INTERFACE
      "LINKER:--no-as-needed,${LIBTORCH_ROOT}/lib/libtorch_cuda.so,--as-needed" "LINKER:--allow-shlib-undefined")
  endif()
endif()

# at::parallel_for is in the headers: it runs in one thread unless the file that calls it is compiled for OpenMP. (Such a file
# cannot use the precompiled header.)
function(everyword_in_parallel)
  if(LibTorch_gomp_LIBRARY)
    set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS "-fopenmp" SKIP_PRECOMPILE_HEADERS ON)
  endif()
endfunction()
mark_as_advanced(LibTorch_gomp_LIBRARY LibTorch_INCLUDE_DIR LibTorch_torch_cpu_LIBRARY LibTorch_torch_LIBRARY LibTorch_c10_LIBRARY)
