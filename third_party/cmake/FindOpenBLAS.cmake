# OpenBLAS::OpenBLAS, the BLAS behind dlib's networks. Debian's libopenblas-dev has no CMake file.
#
# dlib itself asks for "a BLAS"; linking this one first makes sure which. There is no include
# folder on purpose: OpenBLAS's cblas.h and dlib's own declarations exclude each other.

find_library(OpenBLAS_LIBRARY openblas)
mark_as_advanced(OpenBLAS_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenBLAS REQUIRED_VARS OpenBLAS_LIBRARY)

if(OpenBLAS_FOUND AND NOT TARGET OpenBLAS::OpenBLAS)
  add_library(OpenBLAS::OpenBLAS UNKNOWN IMPORTED)
  set_target_properties(OpenBLAS::OpenBLAS PROPERTIES IMPORTED_LOCATION ${OpenBLAS_LIBRARY})
endif()
