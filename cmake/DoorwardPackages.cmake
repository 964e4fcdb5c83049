# The Debian packages `doorward` and `doorward-face-models`: what is in them, and where it lies.
# scripts/package builds them; config/README.md tells installers about them.
#
# Destinations are relative to /usr, but for those that systemd, udev and dpkg look for elsewhere.

set(DOORWARD_PACKAGE_FILES ${PROJECT_BINARY_DIR}/package_files)
file(MAKE_DIRECTORY ${DOORWARD_PACKAGE_FILES})
file(GLOB DOORWARD_MAN_PAGES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/config/package/man/*)

# doorward_made(<file> <command>...): a file in the packages is what the command prints. Made at every
# packing: it is quick, and the changelog has a date.
set(made_commands "")
macro(doorward_made file)
  list(APPEND made_commands COMMAND ${ARGN} > ${DOORWARD_PACKAGE_FILES}/${file})
endmacro()

foreach(page IN LISTS DOORWARD_MAN_PAGES)
  cmake_path(GET page FILENAME name)
  doorward_made(man/${name}.gz gzip -9 --no-name --stdout ${page})
endforeach()
doorward_made(doorctl.bash doorctl completions)  # With the emulator, where that is needed.
doorward_made(changelog /usr/bin/python3 ${PROJECT_SOURCE_DIR}/config/package/changelog.py
              ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${PROJECT_VERSION})
doorward_made(changelog.gz gzip -9 --no-name --stdout ${DOORWARD_PACKAGE_FILES}/changelog)

add_custom_target(package_files
    COMMAND ${CMAKE_COMMAND} -E make_directory ${DOORWARD_PACKAGE_FILES}/man
    ${made_commands}
    COMMENT "Making man pages, changelog and completions" VERBATIM)

set(config ${PROJECT_SOURCE_DIR}/config)

# What any system needs: `cmake --install` installs just this.
install(TARGETS doorwardd RUNTIME DESTINATION sbin COMPONENT doorward)
install(TARGETS doorctl RUNTIME DESTINATION bin COMPONENT doorward)
install(TARGETS doorward-failsafe RUNTIME DESTINATION libexec/doorward COMPONENT doorward)
set(programs "\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}")
install(CODE "execute_process(COMMAND ${CMAKE_STRIP} --remove-section=.comment
              ${programs}/sbin/doorwardd ${programs}/bin/doorctl
              ${programs}/libexec/doorward/doorward-failsafe COMMAND_ERROR_IS_FATAL ANY)"
        COMPONENT doorward)
install(FILES ${config}/package/doorward.json DESTINATION /etc/doorward COMPONENT doorward)
install(FILES ${config}/systemd/doorward.service DESTINATION /lib/systemd/system COMPONENT doorward)
install(FILES ${config}/package/60-doorward.rules DESTINATION /lib/udev/rules.d COMPONENT doorward)
install(FILES ${config}/package/doorward.sysusers RENAME doorward.conf
        DESTINATION lib/sysusers.d COMPONENT doorward)
install(FILES ${config}/package/doorward.tmpfiles RENAME doorward.conf
        DESTINATION lib/tmpfiles.d COMPONENT doorward)

# doorward_pack(<component> <destination> <file>... [RENAME <name>]): what only the packages have.
function(doorward_pack component destination)
  install(FILES ${ARGN} DESTINATION ${destination} COMPONENT ${component} EXCLUDE_FROM_ALL)
endfunction()

# What doorward-failsafe was called before. An upgrade leaves the old daemon at the door until
# postinst restarts it; if it is killed in between, systemd runs what the old unit names. One
# release carries it.
file(CREATE_LINK doorward-failsafe ${DOORWARD_PACKAGE_FILES}/doorward-rest SYMBOLIC)
doorward_pack(doorward libexec/doorward ${DOORWARD_PACKAGE_FILES}/doorward-rest)

doorward_pack(doorward share/bash-completion/completions
              ${DOORWARD_PACKAGE_FILES}/doorctl.bash RENAME doorctl)
foreach(page IN LISTS DOORWARD_MAN_PAGES)
  cmake_path(GET page FILENAME name)
  cmake_path(GET page EXTENSION LAST_ONLY section)
  string(REPLACE . man folder ${section})
  doorward_pack(doorward share/man/${folder} ${DOORWARD_PACKAGE_FILES}/man/${name}.gz)
endforeach()
doorward_pack(doorward share/doc/doorward ${config}/package/copyright ${config}/README.md
              ${DOORWARD_PACKAGE_FILES}/changelog.gz)
doorward_pack(doorward share/doc/doorward/examples
              ${config}/doorward.json ${config}/doorward.schema.json)
file(GLOB wiring_pages CONFIGURE_DEPENDS ${config}/readers/*.md)
doorward_pack(doorward share/doc/doorward/readers ${wiring_pages})
doorward_pack(doorward share/lintian/overrides ${config}/package/lintian-overrides RENAME doorward)

file(GLOB models CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/.cache/models/*)
doorward_pack(doorward-face-models share/doorward/models ${models})
doorward_pack(doorward-face-models share/doc/doorward-face-models
              ${DOORWARD_PACKAGE_FILES}/changelog.gz)
doorward_pack(doorward-face-models share/doc/doorward-face-models
              ${config}/package/copyright.face-models RENAME copyright)

# How they are packed.
set(architecture_x86_64 amd64)
set(architecture_aarch64 arm64)
set(architecture_armv7l armhf)
set(architecture_arm armhf)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE ${architecture_${CMAKE_SYSTEM_PROCESSOR}})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_OUTPUT_FILE_PREFIX ${PROJECT_BINARY_DIR}/packages)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL doorward doorward-face-models)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_PACKAGE_CONTACT "Doorward maintainers <maintainers@doorward.example>")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_DOORWARD_PACKAGE_NAME doorward)
set(CPACK_COMPONENT_DOORWARD_DESCRIPTION "door access terminal: the daemon and its command line
The firmware of a terminal beside a door. Readers see a face, card, QR code,
finger or PIN; a local matcher decides, also without a network; a relay
releases the strike; every attempt is recorded and reaches the back office
over MQTT.")
set(CPACK_DEBIAN_DOORWARD_PACKAGE_SHLIBDEPS ON)
# systemd: it also makes the user and the directories. tzdata: schedules.
set(CPACK_DEBIAN_DOORWARD_PACKAGE_DEPENDS "systemd (>= 252), tzdata")
set(CPACK_DEBIAN_DOORWARD_PACKAGE_RECOMMENDS "ca-certificates, doorward-face-models")
set(CPACK_DEBIAN_DOORWARD_PACKAGE_SUGGESTS pcscd)
set(CPACK_DEBIAN_DOORWARD_PACKAGE_CONTROL_EXTRA
    ${config}/package/conffiles ${config}/package/postinst ${config}/package/prerm
    ${config}/package/postrm)

set(CPACK_DEBIAN_DOORWARD-FACE-MODELS_PACKAGE_NAME doorward-face-models)
set(CPACK_DEBIAN_DOORWARD-FACE-MODELS_PACKAGE_ARCHITECTURE all)
set(CPACK_COMPONENT_DOORWARD-FACE-MODELS_DESCRIPTION "door access terminal: the models that recognise faces
The network that turns a face into a vector and the model of five face
landmarks, for doorward's readers of faces. Davis King made them; they are in
the public domain.")
set(CPACK_DEBIAN_DOORWARD-FACE-MODELS_PACKAGE_ENHANCES doorward)
include(CPack)
