"""Quality components after ISO/IEC 29794-5, beside the inspection's checks; none of them decides."""
